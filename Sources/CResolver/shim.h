#include <nss.h>
