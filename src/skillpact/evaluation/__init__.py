"""Evaluation: labelled data to precision, recall, F1, RP@K, MRR and MAP, each with its interval."""

from skillpact.evaluation.figure import COLUMNS, Evaluation, Figure
from skillpact.evaluation.material import LabelledData

__all__ = ["COLUMNS", "Evaluation", "Figure", "LabelledData"]
