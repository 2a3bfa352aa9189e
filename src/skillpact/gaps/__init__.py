"""Gaps of people, shortages of companies and clusters."""

from skillpact.gaps.functions import FunctionGap, function_gaps
from skillpact.gaps.occupations import OccupationShortage, fill_openings, meets_essentials, occupation_shortages
from skillpact.gaps.open_vacancies import LeftOut, open_vacancies
from skillpact.gaps.personal import individual_gaps
from skillpact.gaps.shortage import SkillBalance, short_of, skill_balances

__all__ = [
    "FunctionGap", "LeftOut", "OccupationShortage", "SkillBalance", "fill_openings", "function_gaps", "individual_gaps",
    "meets_essentials", "occupation_shortages", "open_vacancies", "short_of", "skill_balances",
]  # fmt: skip
