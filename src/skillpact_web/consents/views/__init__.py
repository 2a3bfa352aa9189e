"""Pages: `centre` for everybody about their own data, `desk` for the privacy officer, `receipts`."""
