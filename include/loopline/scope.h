/*
 * The programs that Loopline does not record unless somebody asks for them (`loopline run`, LOOPLINE_ONLY):
 * with the library in a whole container's environment, shells, package managers and daemons of the system
 * would leave captures that nobody wants. The shim goes by it, and `loopline doctor` says so.
 */
#ifndef LOOPLINE_SCOPE_H
#define LOOPLINE_SCOPE_H

/* Names of programs as a shell's patterns, with commas between. */
#define LOOPLINE_LEFT_OUT                                               \
    "sh,bash,dash,zsh,ksh,mksh,fish,busybox,"                           \
    "apt,apt-get,aptitude,dpkg,rpm,dnf5,zypper,pacman,apk,packagekitd," \
    "systemd,systemd-*,dbus-daemon,dbus-broker,cron,crond,sshd,rsyslogd,udevd,agetty,login"

#endif
