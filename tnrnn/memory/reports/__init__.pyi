from .measuring import memory_report as memory_report, suited as suited
from .reports import Report as Report
