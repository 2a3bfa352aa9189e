"""Taxonomies: reading ESCO's tables, the memory-mapped index, search, and what moved between two versions."""

from skillpact.taxonomy.model import Taxonomy
from skillpact.taxonomy.store import TaxonomyStore

__all__ = ["Taxonomy", "TaxonomyStore"]
