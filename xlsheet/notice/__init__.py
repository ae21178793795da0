"""The notice that starts a year: reading its file, its tasks, and a registry of units."""

from xlsheet.notice.model import Notice, Task
from xlsheet.notice.parsing import parse_notice
from xlsheet.notice.reading import read_text
from xlsheet.notice.registry_file import read_registry

__all__ = ["Notice", "Task", "parse_notice", "read_registry", "read_text"]
