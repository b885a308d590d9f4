"""How Sphinx builds the pages:

    python -m pip install -e ".[test,memory,docs]"
    sphinx-build -W --keep-going docs docs/_build/html

Pages and lectures are run while they are built, and so are the scripts of the gallery. `TNRNN_DOCS=pages` leaves the
gallery and the lectures out.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from making import WHOLE  # noqa: E402

import tnrnn  # noqa: E402

project, author = "tnrnn", "The tnrnn developers"
version = release = tnrnn.__version__
project_copyright = "2026, The tnrnn developers"

extensions = [
    "making",
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxarg.ext",
    *(["sphinx_gallery.gen_gallery", "scraping"] if WHOLE else []),
]
exclude_patterns = [
    "_build",
    "_made",
    "paper",  # for pandoc
    "auto_gallery/*.ipynb",  # sphinx-gallery writes them for readers; they have been run as scripts
    *([] if WHOLE else ["auto_gallery", "lectures"]),
]
templates_path = ["_templates"]
suppress_warnings = ["myst.domains"]  # sphinx-argparse's domain has no search of its own

# Pages: Markdown with maths and with cells that are run.
myst_enable_extensions = [
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "html_image",
]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_execution_show_tb = True
nb_merge_streams = True
nb_render_markdown_format = "myst"
# A widget's scripts would come from another server: its picture stands in its place.
nb_ipywidgets_js = {}
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"

# A copy button copies what a reader runs: prompts stay behind, and so do outputs, which have no prompt or no button.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True
copybutton_copy_empty_lines = False
copybutton_line_continuation_character = "\\"
copybutton_selector = ":not(.output, .sphx-glr-script-out) > div.highlight pre"

# API
autosummary_generate = True
default_role = "autolink"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# Maths: our own copy of MathJax, with what it would fetch from other servers turned off or beside it.
mathjax_path = "mathjax/tex-svg.js"
mathjax4_config = {
    "loader": {"paths": {"mathjax-newcm": "[mathjax]/font"}},
    "options": {
        "enableSpeech": False,
        "enableBraille": False,
        "enableExplorer": False,
        "enableMenu": False,
        "menuOptions": {"settings": {"speech": False, "braille": False, "enrich": False}},
    },
}

# Gallery
sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "auto_gallery",
    "filename_pattern": r"\.py",
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("matplotlib", "scraping.written"),
    "thumbnail_size": (1280, 1280),  # `scraping` takes from this what a card shows
    "doc_module": ("tnrnn",),
    "reference_url": {"tnrnn": None},
    "backreferences_dir": "api/backreferences",
    "remove_config_comments": True,
    "show_memory": False,
    "min_reported_time": 0,
    "write_computation_times": False,  # pages of tables that load scripts from elsewhere; the log has the times
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_signature": False,
}

# The look
html_theme = "pydata_sphinx_theme"
html_title = "tnrnn"
html_context = {"default_mode": "light"}
html_static_path = ["_static", "_made"]
html_css_files = ["pages.css"]
html_show_sourcelink = False
html_sidebars = {name: [] for name in ("index", "start", "auto_gallery/index")}
html_theme_options = {
    "logo": {"text": "tnrnn"},
    "navigation_with_keys": False,
    "show_prev_next": True,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
