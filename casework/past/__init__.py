"""What the past says: rates over known outcomes, with how sure they can be."""
