"""For all tests: articles are read by rules and lexicons alone, which is quick and the same on every machine. Tests of the learned
reader name it."""

import os

from rasid.config import READER_VARIABLE

os.environ[READER_VARIABLE] = "rules"
