"""Equations traced from plain Python: checked, simplified, differentiated, evaluated and exported."""
