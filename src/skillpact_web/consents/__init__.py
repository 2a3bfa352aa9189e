"""The privacy centre over the registry: consents, requests, erasure, retention, and the reading of the audit log."""
