"""The catalogue of findings: every code with its severity, title and message in one place.

Codes of returned files keep the names of the table they answer (docs/回收情况对照.md). A message says
what stands there and what is expected; the place is added by the finding. A code means one thing and
has one title, however many messages; those of the rule files are in the list too (rules.py).
"""

from xlsheet.dictionary.catalogue.bulletins import *
from xlsheet.dictionary.catalogue.collected import *
from xlsheet.dictionary.catalogue.exports import *
from xlsheet.dictionary.catalogue.files import *
from xlsheet.dictionary.catalogue.ledgers import *
from xlsheet.dictionary.catalogue.mails import *
from xlsheet.dictionary.catalogue.measures import *
from xlsheet.dictionary.catalogue.notices import *
from xlsheet.dictionary.catalogue.reminders import *
from xlsheet.dictionary.catalogue.rows import *
from xlsheet.dictionary.catalogue.rules import *
from xlsheet.dictionary.catalogue.sheets import *
from xlsheet.dictionary.catalogue.values import *
