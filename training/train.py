"""Train the encoder from the published base weights and write it as the package reads it.

python training/train.py --data DIR --out DIR            both stages; about 80 minutes on one core
python training/train.py --data DIR --out DIR --from B   stage B again, from the stage-A.pt of an earlier run
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

# Bit for bit the same weights: sums in another order, as with another number of threads, would differ.
os.environ["OMP_NUM_THREADS"] = "1"

import torch
from bert import TrainedEncoder
from card import write_card
from draws import read_material
from export import export
from loop import train_stage
from measure import Measure
from ranges import observe_ranges, texts_for_ranges
from sources import add_data_option, read_skills
from stages import STAGES


def main(arguments: list[str] | None = None) -> int:
    """Run the stages, write the model, and say how it measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder for the model and what each stage left")
    parser.add_argument("--from", dest="first", choices=[stage.name for stage in STAGES], default=STAGES[0].name)
    options = parser.parse_args(arguments)
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    skills = read_skills(options.data)
    material, measure = read_material(options.data, skills), Measure(options.data, skills)
    state: dict[str, torch.Tensor] | None = None
    with (out / "train.log").open("a", encoding="utf-8") as log:

        def tell(line: str) -> None:
            for stream in (sys.stdout, log):
                print(line, file=stream, flush=True)

        for stage in STAGES:
            kept = out / f"stage-{stage.name}.pt"
            if stage.name < options.first:
                state = torch.load(kept, weights_only=True)
                continue
            state = train_stage(stage, options.data, material, state, measure, tell).state_dict()
            torch.save(state, kept)
        assert state is not None
        model = TrainedEncoder()
        model.load_state_dict(state)
        export(model, observe_ranges(model, texts_for_ranges(options.data, skills)), out)
        for name, digest in write_card(out).items():
            tell(f"{name}\tsha256\t{digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
