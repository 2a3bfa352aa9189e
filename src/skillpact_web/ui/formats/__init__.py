"""How days are written where Django's own way would mislead a European reader."""
