"""The demonstration council: Northbank Borough Council and its plan, never stale.

Every date is written as on Monday 4 July 2011 and moved by whole weeks to stand where today is.
"""

from tracker.services.demo.load import load_demo
from tracker.services.demo.sign_ins import PASSWORD, sign_ins

__all__ = ["PASSWORD", "load_demo", "sign_ins"]
