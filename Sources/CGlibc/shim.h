// What Swift's own module of glibc leaves out.
#include <nss.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
