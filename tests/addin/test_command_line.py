"""`python -m xlsheet.addin`, as a workbook's macro starts it: in a process of its own, on a Calc that runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from engines.test_running_calc import listening_calc
from support.ledger_file import new_ledger
from xlsheet.engines import PIPE_VARIABLE, STRICT_VARIABLE
