"""The notice that starts a year: reading its file, its tasks, and a registry of units."""

from xlsheet.notice.model import Notice, SourceCount, Task
from xlsheet.notice.parsing import parse_notice
from xlsheet.notice.read.blocks import NoticeSource
from xlsheet.notice.read.files import read_source
from xlsheet.notice.registry_file import read_registry

__all__ = ["Notice", "NoticeSource", "SourceCount", "Task", "parse_notice", "read_registry", "read_source"]
