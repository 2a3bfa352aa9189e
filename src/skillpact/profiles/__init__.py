"""Profiles: what people hold, vacancies ask and courses teach, as sparse matrices over the skills of one taxonomy."""

from skillpact.profiles.levels import ProfileSettings
from skillpact.profiles.matrices import Profiles, SkillIndex, Statement, build_profiles
from skillpact.profiles.relatedness import RelatednessSettings, skill_relatedness
from skillpact.profiles.served import served_levels

__all__ = [
    "ProfileSettings", "Profiles", "RelatednessSettings", "SkillIndex", "Statement", "build_profiles", "served_levels",
    "skill_relatedness",
]  # fmt: skip
