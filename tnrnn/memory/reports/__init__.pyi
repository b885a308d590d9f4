from .demand_making import data_report as data_report
from .demands import DataReport as DataReport
from .measuring import memory_report as memory_report, suited as suited
from .reports import Report as Report
from .sheet_making import memory_sheet as memory_sheet
from .sheets import Sheet as Sheet
