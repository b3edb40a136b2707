"""How work is done: parameters, limits, versions, workers."""
