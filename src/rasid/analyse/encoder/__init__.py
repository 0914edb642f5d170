"""The learned reader: an encoder that tags words, classes them and ties them in pairs. onnxruntime is used nowhere else."""
