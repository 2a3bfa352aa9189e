"""Who people are: accounts, organisations, roles, invitations and tokens, and the viewer that every query takes."""
