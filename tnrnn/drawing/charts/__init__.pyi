from .chart import Chart as Chart, Scale as Scale, Series as Series
from .chart_writer import draw_chart as draw_chart
from .pages import Told as Told, draw_page as draw_page
from .panels import draw_panels as draw_panels
from .plotting import plot as plot, plot_gap as plot_gap
