"""A Step Functions engine (moto's interpreter) with its gaps mended, and an account whose jobs end as a scenario says.

Rule of the house: where the engine is wrong, it is mended here; a pipeline is never bent to suit it.
"""
