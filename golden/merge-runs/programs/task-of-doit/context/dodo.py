def task_setup():
    return {"actions": ["usermod -aG ops root"]}
