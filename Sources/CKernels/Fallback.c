// Plain versions, weak: replaced by the fast ones as soon as those are there.
#include "CKernels.h"
#include <stdlib.h>
#include <string.h>
struct ck_copy { int32_t rank; int64_t d[12], s[12], t[12]; int32_t e; };
__attribute__((weak)) ck_copy *ck_copy_create(int32_t rank,const int64_t*dims,const int64_t*ss,const int64_t*ds,int32_t e){ck_copy*c=malloc(sizeof*c);c->rank=rank;c->e=e;for(int i=0;i<rank;i++)c->d[i]=dims[i],c->s[i]=ss[i],c->t[i]=ds[i];return c;}
__attribute__((weak)) void ck_copy_free(ck_copy*c){free(c);}
static void rec(const ck_copy*c,int a,const char*s,char*d){if(a==c->rank){memcpy(d,s,c->e);return;}if(a==c->rank-1&&c->s[a]==1&&c->t[a]==1){memcpy(d,s,c->e*c->d[a]);return;}for(int64_t i=0;i<c->d[a];i++)rec(c,a+1,s+i*c->s[a]*c->e,d+i*c->t[a]*c->e);}
__attribute__((weak)) void ck_copy_run(const ck_copy*c,const void*s,void*d,int32_t t){rec(c,0,s,d);}
__attribute__((weak)) void ck_fill(void*d,int64_t n,int32_t e,uint64_t b,int32_t t){for(int64_t i=0;i<n;i++)memcpy((char*)d+i*e,&b,e);}
static int64_t ix(const void*p,ck_dtype t,int64_t i){return t==CK_I64?((int64_t*)p)[i]:t==CK_I32?((int32_t*)p)[i]:t==CK_U8?((uint8_t*)p)[i]:t==CK_U16?((uint16_t*)p)[i]:((uint32_t*)p)[i];}
__attribute__((weak)) void ck_gather_rows(void*d,const void*s,const void*x,ck_dtype t,int64_t n,int64_t rows,int64_t b,int32_t th){for(int64_t i=0;i<n;i++){int64_t k=ix(x,t,i);k=k<0?0:k>=rows?rows-1:k;memcpy((char*)d+i*b,(char*)s+k*b,b);}}
__attribute__((weak)) void ck_scatter_add_rows(float*d,const float*s,const void*x,ck_dtype t,int64_t n,int64_t rows,int64_t c,int32_t th){for(int64_t i=0;i<n;i++){int64_t k=ix(x,t,i);if(k<0||k>=rows)continue;for(int64_t j=0;j<c;j++)d[k*c+j]+=s[i*c+j];}}
#define P const ck_pool_shape*p
static void pool(P,const float*x,float*y,const float*g,float*gx,int max){for(int64_t n=0;n<p->batch;n++)for(int64_t oy=0;oy<p->out_height;oy++)for(int64_t ox=0;ox<p->out_width;ox++)for(int64_t c=0;c<p->channels;c++){int64_t bi=-1;float m=-3e38,s=0;int cnt=0;for(int64_t a=0;a<p->window_height;a++)for(int64_t b=0;b<p->window_width;b++){int64_t iy=oy*p->stride_height-p->pad_top+a,ixx=ox*p->stride_width-p->pad_left+b;if(iy<0||ixx<0||iy>=p->height||ixx>=p->width)continue;int64_t k=((n*p->height+iy)*p->width+ixx)*p->channels+c;cnt++;if(x){s+=x[k];if(bi<0||x[k]>m)m=x[k],bi=k;}}int64_t o=((n*p->out_height+oy)*p->out_width+ox)*p->channels+c;if(y)y[o]=max?m:s/cnt;else if(max)gx[bi]+=g[o];else for(int64_t a=0;a<p->window_height;a++)for(int64_t b=0;b<p->window_width;b++){int64_t iy=oy*p->stride_height-p->pad_top+a,ixx=ox*p->stride_width-p->pad_left+b;if(iy<0||ixx<0||iy>=p->height||ixx>=p->width)continue;gx[((n*p->height+iy)*p->width+ixx)*p->channels+c]+=g[o]/cnt;}}}
__attribute__((weak)) void ck_max_pool_forward(P,ck_dtype t,const void*x,void*y,uint8_t*i,int32_t th){pool(p,x,y,0,0,1);}
__attribute__((weak)) void ck_average_pool_forward(P,ck_dtype t,const void*x,void*y,bool c,int32_t th){pool(p,x,y,0,0,0);}
__attribute__((weak)) void ck_max_pool_backward_from_input(P,ck_dtype t,const void*g,const void*x,void*gx,int32_t th){memset(gx,0,4*p->batch*p->height*p->width*p->channels);pool(p,x,0,g,gx,1);}
__attribute__((weak)) void ck_average_pool_backward(P,ck_dtype t,const void*g,void*gx,bool c,int32_t th){memset(gx,0,4*p->batch*p->height*p->width*p->channels);pool(p,0,0,g,gx,0);}
