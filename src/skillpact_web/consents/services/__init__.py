from .agreeing import give, withdraw
from .asking import answer, ask, lift_restriction, take_back
from .erasing import carry_out, replay
from .exporting import my_data
from .retention import run_retention

__all__ = [
    "answer",
    "ask",
    "carry_out",
    "give",
    "lift_restriction",
    "my_data",
    "replay",
    "run_retention",
    "take_back",
    "withdraw",
]
