FROM centos:7
# Install the collection:
RUN yum install -y devtoolset-9
RUN yum install -y devtoolset-9-libatomic-devel

# Install the ROCm rpms
RUN yum clean all
RUN echo -e "[ROCm]" >> /etc/yum.repos.d/rocm.repo
RUN echo -e "[amdgpu]" >> /etc/yum.repos.d/amdgpu.repo

RUN yum install -y rocm-dev
