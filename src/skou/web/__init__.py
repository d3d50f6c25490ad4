"""The local web app: a server for one person at one machine, and the page that it serves.

``security`` and ``serving`` guard and run it, ``endpoints`` answer with the command line's contracts,
``explorer`` holds the body that the sliders move, ``static`` is the page: plain JavaScript, no build step.
"""
