"""A folder that installs xlsheet on a computer without internet."""
