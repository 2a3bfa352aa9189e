"""What is trained, in which order and how: the two stages behind the weights that come with the package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of the training loop.

    shares : kind of example (see draws.Drawer) → how often it is drawn; the order counts
    n_steps : length of the schedule of the rate
    stop : the step after which it ends
    rate : highest learning rate, reached after the first steps; falls evenly to `last` of it at `n_steps`
    refresh : after so many steps the vectors of all labels are computed anew, and the model is measured
    seed : of every draw
    n_batch : examples in a step; effect of more: steadier, and slower in proportion
    """

    name: str
    shares: dict[str, int]
    n_steps: int
    stop: int
    rate: float
    last: float
    refresh: int
    seed: int
    n_batch: int = 96


# First wide and steep: from a model of general English to one that knows the words of ESCO. Made sentences and
# synthetic ones, which are many. Ended before the schedule was over, since stage B goes on from there.
STAGE_A = Stage(
    name="A",
    shares={
        "made": 26, "skillskape": 26, "alternative": 12, "description": 5,
        "span": 7, "sentence": 9, "crop": 7, "written": 8,
    },
    n_steps=1_300, stop=1_000, rate=1e-4, last=0.3, refresh=400, seed=1,
)  # fmt: skip

# Then narrow: real sentences of both sources, and skills looked for at their place in a sentence, as at run time.
STAGE_B = Stage(
    name="B",
    shares={
        "made": 8, "made_place": 10, "skillskape": 22, "alternative": 8, "description": 4,
        "span": 4, "green_span": 5, "sentence": 7, "green_sentence": 8, "crop": 3, "green_crop": 4,
        "place": 6, "green_place": 7, "written": 8,
    },
    n_steps=1_150, stop=1_150, rate=7e-5, last=0.02, refresh=500, seed=2,
)  # fmt: skip

STAGES = (STAGE_A, STAGE_B)
