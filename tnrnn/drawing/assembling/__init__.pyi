from .equations import equation as equation
from .panel import Panel as Panel
from .panels import LegendPlace as LegendPlace, figure_of_panels as figure_of_panels
