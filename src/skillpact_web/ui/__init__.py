"""How pages look and behave: the frame, the form renderer, lists, charts, messages and errors."""
