"""Matching: the best vacancies of each talent, with explanations that add up."""

from skillpact.matching.explain import apportion, explain_match
from skillpact.matching.match import POINTS, Match, MatchPart, best_matches, weights_with_unread

__all__ = ["POINTS", "Match", "MatchPart", "apportion", "best_matches", "explain_match", "weights_with_unread"]
