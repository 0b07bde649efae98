"""The page on which a planner changes a scenario and sees both beside each other: controls, simulation while he looks, views, server.

In come scenarios and what a browser asks for; out go pages, fragments of them, files to keep and the frames of a replay. The room
measures nothing anew, and believes nothing that a browser sends before it is checked.
"""
