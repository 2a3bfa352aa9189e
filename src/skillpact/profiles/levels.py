"""Levels as quarters in [0, 1], the maps onto them from other scales, and how much each kind of evidence weighs."""

from __future__ import annotations

from dataclasses import dataclass, field

from skillpact.records import Evidence

QUARTERS = (0.25, 0.5, 0.75, 1.0)
LOWEST_ASKED = QUARTERS[0]  # a level asked as 0 is met by whoever holds the skill at all
LEVEL_NAMES = {0.0: "none", 0.25: "basic", 0.5: "intermediate", 0.75: "advanced", 1.0: "expert"}

# EQF 1-8 (Recommendation 2017/C 189/03): 1-2 basic, 3-4 intermediate, 5-6 advanced, 7-8 expert. Our own mapping.
EQF_LEVELS = {1: 0.25, 2: 0.25, 3: 0.5, 4: 0.5, 5: 0.75, 6: 0.75, 7: 1.0, 8: 1.0}
# e-CF e-1 to e-5 (EN 16234-1); e-1 is EQF 3, e-5 EQF 8. Our own mapping.
ECF_LEVELS = {1: 0.5, 2: 0.5, 3: 0.75, 4: 1.0, 5: 1.0}
# DigComp 1-8: two each of foundation, intermediate, advanced, highly specialised.
DIGCOMP_LEVELS = {1: 0.25, 2: 0.25, 3: 0.5, 4: 0.5, 5: 0.75, 6: 0.75, 7: 1.0, 8: 1.0}


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """How profiles are made from what is stated. All are shown in the report and can be changed.

    default_held_level, default_asked_level : what an unknown level counts as; still shown as unknown
    evidence_weights : trust in a held skill, in (0, 1]
    optional_weight : weight of a "nice to have" beside an essential requirement of weight 1
    """

    default_held_level: float = 0.5
    default_asked_level: float = 0.5
    default_taught_level: float = 0.5
    optional_weight: float = 0.5
    evidence_weights: dict[Evidence, float] = field(
        default_factory=lambda: {
            Evidence.CLAIMED: 0.8,
            Evidence.INFERRED: 0.85,
            Evidence.ATTESTED: 0.9,
            Evidence.ASSESSED: 0.95,
            Evidence.CERTIFIED: 1.0,
        }
    )
