from .chart import Chart as Chart, Scale as Scale, Series as Series
from .chart_writer import draw_chart as draw_chart
from .panels import draw_panels as draw_panels
from .plotting import plot as plot, plot_gap as plot_gap
