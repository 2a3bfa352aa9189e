"""Reading the audit log: its pages need the viewer, and the app `audit` lies below `accounts`."""
