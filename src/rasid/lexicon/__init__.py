"""What is known beforehand: phrases, actors, places, trigger words; built data files and how they are looked up."""
