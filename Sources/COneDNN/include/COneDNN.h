#pragma once
int kd_abi(void);
