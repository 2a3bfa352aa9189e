"""People and what they bring, seen only by whom they allow."""
