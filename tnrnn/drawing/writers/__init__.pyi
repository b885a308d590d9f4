from .film import write_film as write_film
from .formats import (
    CHART_ENDINGS as CHART_ENDINGS,
    ENDINGS as ENDINGS,
    FORMATS as FORMATS,
    MOTION as MOTION,
    SCALED as SCALED,
    check_matplotlib as check_matplotlib,
    check_path as check_path,
)
from .matplotlib_fonts import font_of as font_of
from .matplotlib_settings import settled as settled
from .matplotlib_writer import check_axes as check_axes, draw_scene as draw_scene, figure_file as figure_file
from .svg_page import clean as clean
from .svg_writer import to_svg as to_svg
from .truetype import with_truetype as with_truetype
