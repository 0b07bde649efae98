"""Planning: many changed studies of one scenario, simulated to find out how many people are enough and what it hangs on.

In comes a study or a scenario file with settings; out go points, rankings and staffings with intervals. The room keeps
what is finished of a long search in a folder of its own; it draws no page and prints nothing.
"""
