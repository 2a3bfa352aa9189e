"""Logistic functions fitted to yes and no, with large coefficients held back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Numbers = npt.NDArray[np.float64]


def fit_logistic(table: Any, is_so: npt.NDArray[np.bool_], weights: Numbers, penalty: float) -> Numbers:
    """Return the coefficients, (n_columns,), that make what was seen most likely.

    table : (n_rows, n_columns), an array or a sparse matrix; its first column is 1 throughout and is not held back
    weights : (n_rows,), how much each row counts; penalty : of the sum of squares of the other coefficients
    """
    truth = is_so.astype(float)

    def cost(coefficients: Numbers) -> tuple[float, Numbers]:
        logits = table @ coefficients
        lost = (weights * (np.logaddexp(0, logits) - truth * logits)).sum()
        slope = table.T @ (weights * (1 / (1 + np.exp(-logits)) - truth))
        slope[1:] += 2 * penalty * coefficients[1:]
        return lost + penalty * (coefficients[1:] ** 2).sum(), slope

    options = {"maxiter": 5_000, "maxfun": 10_000, "ftol": 1e-13, "gtol": 1e-7}
    found: Numbers = minimize(cost, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options=options).x
    return found
