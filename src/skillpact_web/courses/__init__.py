"""Courses on offer, their cohorts, seats and enrolments, and who pays: what a study and a plan need of training."""
