"""Recipes, schedules, scores, and trainings that survive a kill."""
