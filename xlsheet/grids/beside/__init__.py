"""What a sheet's own file tells besides its values: formats, what is hidden, comments, pictures."""
