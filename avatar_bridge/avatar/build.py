def build_avatar(*a): raise NotImplementedError
