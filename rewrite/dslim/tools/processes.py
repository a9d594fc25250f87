"""Processes, services, and what starts them."""

from __future__ import annotations

from dslim.tools.tool import Tool, manual

ROWS = (
    Tool("ps", manual("ps"), in_distribution=True),
    Tool("kill", manual("kill"), in_distribution=True),
    Tool("pkill", manual("pkill"), in_distribution=True),
    Tool("killall", manual("killall"), in_distribution=True),
    Tool("sleep", manual("sleep"), in_distribution=True, ignores_owners=True),
    Tool("nproc", manual("nproc"), in_distribution=True),
    Tool("uname", manual("uname"), in_distribution=True, ignores_owners=True),
    Tool("mount", manual("mount"), in_distribution=True),
    Tool("umount", manual("umount"), in_distribution=True),
    Tool("crontab", manual("crontab"), in_distribution=True),
    Tool("sysctl", manual("sysctl"), in_distribution=True),
    Tool("systemctl", manual("systemctl"), in_distribution=True, lives_on=True),
    Tool("service", manual("service"), in_distribution=True),
    Tool("rc-service", "https://github.com/OpenRC/openrc/blob/master/user-guide.md", lives_on=True),
    Tool("nohup", manual("nohup"), lives_on=True),
    Tool("setsid", manual("setsid"), lives_on=True),
    Tool("disown", manual("disown"), lives_on=True),
    Tool("daemon", manual("daemon"), lives_on=True),
    Tool("daemonize", manual("daemonize"), lives_on=True),
    Tool("start-stop-daemon", manual("start-stop-daemon"), lives_on=True),
    Tool("initctl", "https://manpages.ubuntu.com/manpages/trusty/man8/initctl.8.html", lives_on=True),
    Tool("supervisord", manual("supervisord"), lives_on=True),
    Tool("supervisorctl", manual("supervisorctl"), lives_on=True),
    Tool("tmux", manual("tmux"), lives_on=True),
    Tool("screen", manual("screen"), lives_on=True),
    Tool("at", manual("at"), lives_on=True),
    Tool("batch", manual("batch"), lives_on=True),
    Tool("runsvdir", manual("runsvdir"), lives_on=True),
    Tool("s6-svscan", manual("s6-svscan"), lives_on=True),
    Tool("systemd", manual("systemd"), lives_on=True),
    Tool("udevd", manual("udevd"), lives_on=True),
    Tool("pm2", "https://pm2.keymetrics.io/docs/usage/quick-start/", lives_on=True),
    Tool("watchman", manual("watchman"), lives_on=True),
)
