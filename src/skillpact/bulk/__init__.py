"""Bulk: skills of millions of vacancies and courses, from Parquet to Parquet, on one machine or on Spark.

Texts of people do not belong here: their readers drop names and contacts first, this floor does not.
"""

from skillpact.bulk.batches import extract_batches
from skillpact.bulk.job import BulkSummary, extract_file
from skillpact.bulk.settings import BulkSettings

__all__ = ["BulkSettings", "BulkSummary", "extract_batches", "extract_file"]
