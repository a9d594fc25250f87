from setuptools import setup

setup(name="a", version="1", packages=["a"])
