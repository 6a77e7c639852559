#include "COneDNN.h"
int kd_abi(void) { return 1; }
